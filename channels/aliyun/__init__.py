"""SMS through Aliyun, as it is done in mainland China. Vendor words stop at this folder's edge."""
