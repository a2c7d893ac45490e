"""The report: compose blocks, typeset them, make the PDF."""
