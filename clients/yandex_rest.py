"""A REST client made of nothing but Yandex's own annotations.

Each request is built by google-api-core from the `google.api.http` option of the RPC's descriptor; each answer is parsed
strictly by protobuf and must print again as it came. No path, field or type is written down here.
"""

import json
import urllib.error
import urllib.parse
import urllib.request

# Empty and the details of errors are named nowhere below: an Any may hold what was loaded only.
from google.api import annotations_pb2
from google.api_core import path_template
from google.protobuf import empty_pb2, json_format, message_factory
from google.rpc import error_details_pb2, status_pb2

# No proxy of the machine's stands between a test and the loopback.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class RestError(Exception):
    """The service refused. `status` is the HTTP status, `body` a `google.rpc.Status`, `request_id` the header's."""

    def __init__(self, status, body, request_id):
        super().__init__(f"HTTP {status}: {body.code} {body.message}")
        self.status, self.body, self.request_id = status, body, request_id


class Rest:
    """Calls RPCs over REST at `base` with an IAM token."""

    def __init__(self, base, token=None):
        self.base, self.token = base, token

    def call(self, service, rpc, request, headers=None):
        """Calls the RPC of a service descriptor's and returns its answer as a message."""
        method = service.methods_by_name[rpc]
        http, data = self._transcoded(method, request)
        sent = {"Content-Type": "application/json"} if data is not None else {}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        query = http["query"]
        url = self.base + http["uri"] + (f"?{query}" if query else "")
        call = urllib.request.Request(url, data, {**sent, **(headers or {})}, method=http["method"].upper())
        try:
            with DIRECT.open(call, timeout=30) as answer:
                return parsed(json.load(answer), message_factory.GetMessageClass(method.output_type)())
        except urllib.error.HTTPError as error:
            with error:
                body = parsed(json.load(error), status_pb2.Status())
            raise RestError(error.code, body, error.headers["x-request-id"]) from None

    @staticmethod
    def _transcoded(method, request):
        rule = method.GetOptions().Extensions[annotations_pb2.http]
        verb = rule.WhichOneof("pattern")
        option = {"method": verb, "uri": getattr(rule, verb)}
        if rule.body:
            option["body"] = rule.body
        http = path_template.transcode([option], message=request)
        # What is in neither path nor body; the names on the wire are those of the JSON mapping.
        rest = json_format.MessageToDict(http["query_params"]) if not rule.body else {}
        http["query"] = urllib.parse.urlencode(rest)
        data = json_format.MessageToJson(http["body"]).encode() if rule.body else None
        return http, data


def parsed(received, message):
    """Parses strictly, then prints the message again and compares, so that no other spelling passes."""
    json_format.ParseDict(received, message)
    printed = json_format.MessageToDict(message, always_print_fields_with_no_presence=True)
    difference = unlike(received, printed, message.DESCRIPTOR.full_name)
    if difference:
        raise AssertionError(difference)
    return message


def unlike(received, printed, path):
    """The first place where something was received that would be printed otherwise; `null` is as good as absent."""
    if isinstance(received, dict) and isinstance(printed, dict):
        for field, value in received.items():
            if value is None:
                continue
            if field not in printed:
                return f"{path}.{field} is not how the field is spelled"
            inner = unlike(value, printed[field], f"{path}.{field}")
            if inner:
                return inner
        return None
    if isinstance(received, list) and isinstance(printed, list) and len(received) == len(printed):
        pairs = enumerate(zip(received, printed))
        return next(filter(None, (unlike(a, b, f"{path}[{place}]") for place, (a, b) in pairs)), None)
    return None if received == printed else f"{path}: received {received!r}, would be printed {printed!r}"
