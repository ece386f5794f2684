// Go's net/http. Standard input has the job (run.ts), standard output gets { versions, outcomes }.
// The root comes from SSL_CERT_FILE.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
)

type oneCase struct {
	Name, Url, Asks string
	LimitMs, Tries  int
}

type job struct {
	Cases                  []oneCase
	Verify, Version        string
	Headers, Bodies        map[string]string
	AtOnce, BetweenTriesMs int
}

func isWhole(asks string, body []byte) bool {
	if asks == "stream" {
		return bytes.HasSuffix(body, []byte("data: [DONE]\n\n"))
	}
	return json.Valid(body)
}

// The type of an x509 error, or the words of the innermost error: those of crypto/tls and net are constants.
func say(err error) string {
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &authority):
		return "x509.UnknownAuthorityError"
	case errors.As(err, &invalid):
		return fmt.Sprintf("x509.CertificateInvalidError %d", invalid.Reason)
	case errors.As(err, &host):
		return "x509.HostnameError"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err.Error()
}

func attempt(all job, one oneCase) string {
	config := &tls.Config{InsecureSkipVerify: all.Verify == "off"}
	if all.Version == "1.2" {
		config.MaxVersion = tls.VersionTLS12
	}
	transport := &http.Transport{TLSClientConfig: config, Proxy: http.ProxyFromEnvironment}
	client := http.Client{Transport: transport, Timeout: time.Duration(one.LimitMs) * time.Millisecond}
	request, err := http.NewRequest("POST", one.Url, strings.NewReader(all.Bodies[one.Asks]))
	if err != nil {
		return say(err)
	}
	for name, value := range all.Headers {
		request.Header.Set(name, value)
	}
	answer, err := client.Do(request)
	if err != nil {
		return say(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return fmt.Sprintf("%d, then %s", answer.StatusCode, say(err))
	case answer.StatusCode != 200:
		return fmt.Sprintf("HTTP %d", answer.StatusCode)
	case !isWhole(one.Asks, body):
		return "ok, short"
	}
	return "ok"
}

func main() {
	var all job
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		panic(err)
	}
	outcomes := make([]string, len(all.Cases))
	turns := make(chan bool, all.AtOnce)
	var waiting sync.WaitGroup
	for index := range all.Cases {
		waiting.Add(1)
		go func(index int) {
			defer waiting.Done()
			turns <- true
			defer func() { <-turns }()
			one := all.Cases[index]
			told := []string{}
			for count := 0; count < one.Tries; count++ {
				if count > 0 {
					time.Sleep(time.Duration(all.BetweenTriesMs) * time.Millisecond)
				}
				told = append(told, attempt(all, one))
			}
			outcomes[index] = strings.Join(told, "; ")
		}(index)
	}
	waiting.Wait()
	named := map[string]string{}
	for index, one := range all.Cases {
		named[one.Name] = outcomes[index]
	}
	versions := map[string]string{"go": "Go " + strings.TrimPrefix(runtime.Version(), "go")}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"versions": versions, "outcomes": named})
}
