"""Quảng Ninh 2015–2021 as dated decisions: real units and real structure, invented people."""
