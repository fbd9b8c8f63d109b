"""Migrations of protocols."""
