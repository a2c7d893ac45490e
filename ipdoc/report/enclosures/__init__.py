"""Papers that go along with a report in a bundle: forms, logs, index of exhibits, receipt."""
