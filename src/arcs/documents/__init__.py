"""Charts and reports for people: PDF, HTML, workbooks."""
