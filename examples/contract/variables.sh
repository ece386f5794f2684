# What the commands of docs/contract.md use besides ROOT, URL, KEY and CHAT. They are read with
# `. examples/contract/variables.sh` and run in the folder of the clone.

# The end of a curl command that badgateway drill starts: its variables are those of the drill.
CALL='-H "authorization: Bearer $OPENAI_API_KEY" -d "$CHAT" "$OPENAI_BASE_URL/chat/completions"'

# One request by Python's standard library, by requests, and by Node.
FETCH='import os, urllib.request as u
key = {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
print(u.urlopen(u.Request(os.environ["OPENAI_BASE_URL"] + "/models", headers=key)).status)'
REQUESTS='import os, sys, requests
key = {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
verify = sys.argv[1:] != ["verify=False"]
print(requests.get(os.environ["OPENAI_BASE_URL"] + "/models", headers=key, verify=verify).status_code)'
NODE='const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
fetch(OPENAI_BASE_URL + "/models", { headers: { authorization: "Bearer " + OPENAI_API_KEY } })
  .then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code));'

# For certificates.
FOLDER=$(mktemp -d)
