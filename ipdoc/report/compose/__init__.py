"""Turns an evaluation into blocks: ``compose(subject, translator)``."""

from ipdoc.report.compose.report import compose, report_meta
from ipdoc.report.compose.subject import PrintedPhotograph, ReportSubject, Translates

__all__ = ["PrintedPhotograph", "ReportSubject", "Translates", "compose", "report_meta"]
