"""SMS through Twilio. Vendor words stop at this folder's edge."""
