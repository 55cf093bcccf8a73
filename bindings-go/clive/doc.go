// Package clive is a client of Clive: typed requests and answers over [Client], whose core signs, retries and judges.
//
//	client, err := clive.FromEnv() // CLIVE_API_BASE_URL, CLIVE_API_KEY, CLIVE_HMAC_SECRET
//
// Errors are [*payseal.Error]; see the package payseal for what they say about the money.
package clive
