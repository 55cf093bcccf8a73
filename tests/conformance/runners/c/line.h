/* What the runner reads and writes: members of the line that came in, and the line that goes out. */
#ifndef RUNNER_LINE_H
#define RUNNER_LINE_H

#include <payseal.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A mistake of the runner or of the scenario, never of Payseal: the process ends and the judge tells. */
#define MUST(condition)                                                      \
    do {                                                                     \
        if (!(condition)) {                                                  \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            exit(2);                                                         \
        }                                                                    \
    } while (0)

static payseal_str S(const char *text) { return payseal_str_of(text); }

static bool is(payseal_str text, const char *expected) {
    return text.len == strlen(expected) && memcmp(text.ptr, expected, text.len) == 0;
}

/* ---- output: one line, grown as needed ------------------------------------------------------------------------- */

struct line {
    char *text;
    size_t len, room;
};

static void put(struct line *line, const char *text, size_t len) {
    if (line->len + len + 1 > line->room) {
        line->room = 2 * (line->len + len + 1);
        line->text = (char *)realloc(line->text, line->room);
        MUST(line->text != NULL);
    }
    if (len > 0) memcpy(line->text + line->len, text, len);
    line->len += len;
    line->text[line->len] = '\0';
}

static void puts_to(struct line *line, const char *text) { put(line, text, strlen(text)); }

static void put_string(struct line *line, payseal_str text) {
    size_t at;
    puts_to(line, "\"");
    for (at = 0; at < text.len; at++) {
        unsigned char c = (unsigned char)text.ptr[at];
        char escaped[8];
        if (c < 0x20 || c == '"' || c == '\\') {
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
            puts_to(line, escaped);
        } else {
            put(line, text.ptr + at, 1);
        }
    }
    puts_to(line, "\"");
}

/* The name of a member, after a comma unless it is the first. */
static void put_name(struct line *line, const char *name) {
    if (line->len > 0 && line->text[line->len - 1] != '{') puts_to(line, ",");
    put_string(line, S(name));
    puts_to(line, ":");
}

/* Members: an absent text is left out. */
static void put_text(struct line *line, const char *name, payseal_str value) {
    if (value.ptr == NULL || value.len == 0) return;
    put_name(line, name);
    put_string(line, value);
}

static void put_number(struct line *line, const char *name, long long value) {
    char text[64];
    snprintf(text, sizeof text, "%lld", value);
    put_name(line, name);
    puts_to(line, text);
}

static void put_bool(struct line *line, const char *name, bool value) {
    put_name(line, name);
    puts_to(line, value ? "true" : "false");
}

static void put_json(struct line *line, const char *name, const payseal_json *json) {
    payseal_bytes raw;
    if (json == NULL || !payseal_json_get_raw(json, S(""), &raw)) return;
    put_name(line, name);
    put(line, (const char *)raw.ptr, raw.len);
    payseal_bytes_free(raw);
}

/* ---- input: members of an object ------------------------------------------------------------------------------- */

static payseal_str text_of(const payseal_json *json, const char *name) {
    payseal_str text = {NULL, 0};
    payseal_json_get_text(json, S(name), &text);
    return text;
}

static uint64_t number_of(const payseal_json *json, const char *name) {
    int64_t number = 0;
    MUST(payseal_json_get_integer(json, S(name), &number) && number >= 0);
    return (uint64_t)number;
}

static bool has(const payseal_json *json, const char *name) { return payseal_json_get(json, S(name)) != NULL; }

#endif
