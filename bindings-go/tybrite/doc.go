// Package tybrite is a client of Tybrite: typed requests and answers over [Client], whose core signs, retries and judges.
//
//	client, err := tybrite.FromEnv() // TYBRITE_API_BASE_URL, TYBRITE_API_KEY, TYBRITE_HMAC_SECRET
//
// Errors are [*payseal.Error]; see the package payseal for what they say about the money.
package tybrite
