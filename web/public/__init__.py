"""Pages for citizens: no sign-in, signed links, Chinese first, every one usable without JavaScript."""
