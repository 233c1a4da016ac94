"""The coded record: its fields, its document, its checks. Pure; knows no database."""
