"""Speed and size against the budgets of the design, as ratios within one run."""
