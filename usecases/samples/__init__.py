"""The monthly sample: ratings drawn by level, and what people say of them now (苏协调办〔2021〕13号 附件2 三)."""
