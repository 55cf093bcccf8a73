package engine

import (
	"context"
	"log/slog"
	"time"

	payseal "github.com/payseal/payseal/bindings-go"
	"github.com/payseal/payseal/bindings-go/internal/ffi"
)

func (c *Client) began(ctx context.Context, step *ffi.Step) {
	c.tell(ctx, payseal.AttemptEvent{
		Phase:          payseal.PhaseStarted,
		Operation:      step.Operation,
		Attempt:        step.Attempt,
		IdempotencyKey: step.IdempotencyKey,
	})
}

func (c *Client) ended(ctx context.Context, call *ffi.Call, step *ffi.Step) {
	report := call.Report()
	event := payseal.AttemptEvent{
		Phase:          payseal.PhaseEnded,
		Operation:      step.Operation,
		Attempt:        step.Attempt,
		IdempotencyKey: step.IdempotencyKey,
		Status:         report.Status,
		Fault:          payseal.Fault(report.Fault),
		Duration:       time.Duration(report.DurationMS) * time.Millisecond,
		Outcome:        payseal.Outcome(report.Outcome),
	}
	if report.Waits {
		event.RetryIn = payseal.Ptr(time.Duration(report.DelayMS) * time.Millisecond)
	}
	c.tell(ctx, event)
}

// tell tells hook and logger. One that panics does not disturb the call: an answer would be lost.
func (c *Client) tell(ctx context.Context, event payseal.AttemptEvent) {
	defer func() {
		if thrown := recover(); thrown != nil && c.logger != nil {
			defer func() { _ = recover() }()
			c.logger.LogAttrs(ctx, slog.LevelError, "payseal: the attempt hook panicked", slog.Any("panic", thrown))
		}
	}()
	if c.logger != nil {
		c.log(ctx, &event)
	}
	if c.hook != nil {
		c.hook(ctx, event)
	}
}

func (c *Client) log(ctx context.Context, event *payseal.AttemptEvent) {
	level := slog.LevelDebug
	if event.Phase == payseal.PhaseEnded && event.Outcome != payseal.OutcomeOK {
		level = slog.LevelWarn
	}
	if !c.logger.Enabled(ctx, level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("operation", event.Operation),
		slog.Int("attempt", event.Attempt),
		slog.String("idempotency_key", event.IdempotencyKey),
	}
	if event.Phase == payseal.PhaseEnded {
		attributes = append(attributes,
			slog.Int("status", event.Status),
			slog.String("fault", string(event.Fault)),
			slog.String("outcome", string(event.Outcome)),
			slog.Duration("duration", event.Duration),
		)
		if event.RetryIn != nil {
			attributes = append(attributes, slog.Duration("retry_in", *event.RetryIn))
		}
	}
	c.logger.LogAttrs(ctx, level, "payseal: attempt "+string(event.Phase), attributes...)
}
