"""What can be asked about the staff themselves: signing in, accounts, sessions, chats."""
