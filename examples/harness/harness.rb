# reconvene conform -- ruby harness.rb
require 'json'
$stdin.set_encoding('UTF-8')
$stdout.sync = true

# Your implementation; an ArgumentError for rules that are not allowed. as_of is nil for the time of the latest event.
def meetings_of(rules, as_of, events)
  []
end

def answer(request)
  { meetings: meetings_of(request['rules'], request['as_of'], request['events']) }
rescue ArgumentError => error
  { rejected: { reason: error.message } }
end

$stdin.each_line do |line|
  request = JSON.parse(line)
  break if request['cmd'] == 'bye'

  reply = { ok: true, protocol: 1, implementation: { name: 'mine', language: 'Ruby' } }
  reply = answer(request) if request['cmd'] == 'run'
  puts JSON.generate({ id: request['id'] }.merge(reply))
end
