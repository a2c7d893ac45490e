"""From blocks to pages: line breaking, page breaking, drawing."""
