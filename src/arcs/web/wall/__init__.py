"""Row security, the person who acts, histories and the read log: what every other room of the web stands on."""
