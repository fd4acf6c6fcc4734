"""What does not even read as HTTP is answered like every other error."""

import json

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from web.problems import PROBLEM_TYPE, problem_body


class Protocol(HttpToolsProtocol):
    """uvicorn's own, but for the wording of its one error."""

    def send_400_response(self, msg: str) -> None:
        """Answer, and hang up: where the next request would begin nobody knows."""
        body = json.dumps(problem_body(400, f"不是有效的HTTP请求 ({msg})"), ensure_ascii=False).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\n"
            f"content-type: {PROBLEM_TYPE}\r\n"
            f"content-length: {len(body)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
