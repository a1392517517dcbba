"""Tinh Gọn: one true, dated record of a public administration."""
