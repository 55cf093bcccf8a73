package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/payseal/payseal/bindings-go/internal/bridge"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

// DedupeStore remembers which events were processed. [MemoryDedupe] is one for a single process; with more of them implement it over
// your database, where one Claim must win over any other at the same time.
type DedupeStore interface {
	// Claim asks for an event by its key, and holds it for the lease when it is neither done nor held by somebody else. An error
	// means that nothing is known: the handler answers 503 and the partner comes again.
	Claim(ctx context.Context, key string, now time.Time, lease time.Duration) (Claim, error)
	// Complete tells that the event was processed. It holds also after the lease: done is done. What is done must be remembered for
	// at least 4 days: Tybrite tries for 82.6 hours.
	Complete(ctx context.Context, key string, ticket Ticket, now time.Time) error
	// Release tells that it was not processed: the next delivery may be. Nothing happens when the ticket is not that of the present
	// claim.
	Release(ctx context.Context, key string, ticket Ticket) error
}

// Ticket names one claim.
type Ticket uint64

// Claim is what a store answers.
type Claim struct {
	// Status says whether the event is yours, somebody else's or done.
	Status ClaimStatus
	// Ticket is yours when the status is [ClaimNew].
	Ticket Ticket
	// Until is when somebody else's lease ends, when the status is [ClaimInProgress].
	Until time.Time
}

// ClaimStatus is what is known about an event.
type ClaimStatus int

const (
	// ClaimNew: nobody has it. Process it, then Complete or Release with the ticket.
	ClaimNew ClaimStatus = ffi.ClaimNew
	// ClaimInProgress: somebody processes it. Answer 503, the partner comes again.
	ClaimInProgress ClaimStatus = ffi.ClaimInProgress
	// ClaimDone: it was processed. Answer 200 and do nothing.
	ClaimDone ClaimStatus = ffi.ClaimDone
)

// String is new, in_progress or done.
func (s ClaimStatus) String() string {
	switch s {
	case ClaimNew:
		return "new"
	case ClaimInProgress:
		return "in_progress"
	case ClaimDone:
		return "done"
	}
	return fmt.Sprintf("ClaimStatus(%d)", int(s))
}

// MemoryDedupe is a store in memory: it forgets at a restart and knows nothing of other processes. What is done is remembered for
// 4 days; a full store refuses new events instead of forgetting one. It may be shared between goroutines. Close is optional.
type MemoryDedupe struct{ handle *ffi.Dedupe }

// NewMemoryDedupe makes a store for so many events, at least one; each takes about 300 bytes.
func NewMemoryDedupe(capacity int) (*MemoryDedupe, error) {
	if capacity < 1 {
		return nil, refusal(ffi.CodeOptionInvalid, "capacity must be at least 1")
	}
	handle, failed := ffi.NewDedupe(uint64(capacity))
	if failed != nil {
		return nil, bridge.NewError(failed, nil)
	}
	return &MemoryDedupe{handle}, nil
}

// Len is how many places are taken.
func (d *MemoryDedupe) Len() int {
	count, _ := d.handle.Count()
	return count
}

// Claim asks for an event. The lease is in whole seconds, from 1 s to a day. The error has the code [payseal.CodeDedupeStoreFull]
// (answer 503) or [payseal.CodeDedupeLeaseInvalid].
func (d *MemoryDedupe) Claim(_ context.Context, key string, now time.Time, lease time.Duration) (Claim, error) {
	answer, failed := d.handle.Claim(key, now.Unix(), uint64(max(lease, 0)/time.Second))
	if failed != nil {
		return Claim{}, bridge.NewError(failed, nil)
	}
	claim := Claim{Status: ClaimStatus(answer.Status), Ticket: Ticket(answer.Ticket)}
	if claim.Status == ClaimInProgress {
		claim.Until = time.Unix(answer.UntilUnixS, 0)
	}
	return claim, nil
}

// Complete tells that the event was processed.
func (d *MemoryDedupe) Complete(_ context.Context, key string, ticket Ticket, now time.Time) error {
	return answered(d.handle.Complete(key, uint64(ticket), now.Unix()))
}

// Release tells that the event was not processed.
func (d *MemoryDedupe) Release(_ context.Context, key string, ticket Ticket) error {
	return answered(d.handle.Release(key, uint64(ticket)))
}

// Close frees the store. It may be called again; other methods then return [payseal.ErrConfig].
func (d *MemoryDedupe) Close() { d.handle.Close() }

func answered(failed *ffi.Error) error {
	if failed == nil {
		return nil
	}
	return bridge.NewError(failed, nil)
}
