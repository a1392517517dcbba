"""The command line: Vietnamese first, English with TINHGON_LANG=en."""

from tinhgon.database.notices import language

__all__ = ["language"]
