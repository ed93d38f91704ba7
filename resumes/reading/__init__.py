"""Reading PDFs: text in reading order, links and the first page's picture.

A PDF is never opened in this process: ``reader`` starts a short-lived child
(``python -m resumes.reading.child``) with memory, time and output limits.
This package's ``__init__`` stays empty so that the child starts quickly.
"""
