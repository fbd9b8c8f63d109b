"""The programme made from an approved study: its plan, policies, training, readiness of routes."""
