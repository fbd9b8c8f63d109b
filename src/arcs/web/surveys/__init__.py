"""Residents, stakeholders and partners are asked: waves, answers by token, paper twins."""
