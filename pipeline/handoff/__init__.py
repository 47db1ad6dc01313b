"""Approval, the ledger, one small adapter per mail service, SMTP."""
