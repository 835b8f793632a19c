// reconvene conform -- go run harness.go
package main

import ("encoding/json"; "os")

type object = map[string]any

// Your implementation; an error for rules that are not allowed. asOf is nil for the time of the latest event.
func meetingsOf(rules object, asOf *int64, events []object) ([]object, error) { return []object{}, nil }

func main() {
	var request struct { Id int; Cmd string; Rules object; As_of *int64; Events []object }
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for ; in.Decode(&request) == nil && request.Cmd != "bye"; request.Rules, request.As_of, request.Events = nil, nil, nil {
		reply := object{"ok": true, "protocol": 1, "implementation": object{"name": "mine", "language": "Go"}}
		if request.Cmd == "run" {
			reply = object{}
			if meetings, err := meetingsOf(request.Rules, request.As_of, request.Events); err != nil {
				reply["rejected"] = object{"reason": err.Error()}
			} else { reply["meetings"] = meetings }
		}
		reply["id"] = request.Id
		out.Encode(reply)
	}
}
