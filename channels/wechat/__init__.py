"""A WeChat Official Account (公众号). Vendor words stop at this folder's edge."""
