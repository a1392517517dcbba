"""Documents in the official formats: DOCX and PDF in the layout of state and party papers, and their numbers."""
