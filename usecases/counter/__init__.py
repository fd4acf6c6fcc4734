"""What clerks ask at a counter, from the console or from a chat: each within their scope, all of it on record."""
