"""Pages for staff: behind a sign-in, every route with its permission, all that is looked up or changed on record."""
