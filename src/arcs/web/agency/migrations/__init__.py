"""Migrations of the settings."""
