"""Headquarters: the sales of many shops counted by one SQL text, on DuckDB or on Spark. Both are extras, imported only here."""
