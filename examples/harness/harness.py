# reconvene conform -- python3 harness.py
import json
import sys

from meetings import meetings_of  # your implementation


def answer(request):
    try:
        return {"meetings": meetings_of(request["rules"], request.get("as_of"), request["events"])}
    except ValueError as error:  # rules that are not allowed
        return {"rejected": {"reason": str(error)}}


sys.stdin.reconfigure(encoding="utf-8")  # whatever the locale says
sys.stdout.reconfigure(encoding="utf-8", newline="\n")
for line in sys.stdin:
    request = json.loads(line)
    if request["cmd"] == "bye":
        break
    reply = {"ok": True, "protocol": 1, "implementation": {"name": "meetings.py", "language": "Python"}}
    if request["cmd"] == "run":
        reply = answer(request)
    print(json.dumps({"id": request["id"], **reply}), flush=True)
