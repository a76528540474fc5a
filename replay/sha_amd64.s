#include "textflag.h"

// The SHA extensions do two rounds in four cycles and can begin the next two of another
// message after two: two messages at once take hardly longer than one (Intel 64 and IA-32
// Architectures Software Developer's Manual, volume 2, SHA256RNDS2, SHA256MSG1,
// SHA256MSG2). FIPS 180-4, section 6.2.2, has the steps.

// Four words of a block, which stand in it with the high byte first.
#define LOAD(block, at, m) \
	MOVOU  at(block), m;    \
	PSHUFB X15, m

// Four rounds with the words in m. The instructions take words and constants from X0.
#define ROUNDS(at, m, abef, cdgh) \
	MOVOU       at(AX), X0;    \
	PADDD       m, X0;         \
	SHA256RNDS2 X0, abef, cdgh; \
	PSHUFD      $0x0e, X0, X0; \
	SHA256RNDS2 X0, cdgh, abef

// The four words that follow sixteen others, in place of the first four of those.
#define SCHEDULE(m0, m1, m2, m3, spare) \
	SHA256MSG1 m1, m0;        \
	MOVO       m3, spare;     \
	PALIGNR    $4, m2, spare; \
	PADDD      spare, m0;     \
	SHA256MSG2 m3, m0

// Four rounds of both messages: the first in X1 to X7, the second in X8 to X14.
#define ROUNDSBOTH(at, a, b) \
	ROUNDS(at, a, X1, X2); \
	ROUNDS(at, b, X8, X9)

#define FIRSTBOTH(at, a, b) \
	LOAD(SI, at, a); \
	LOAD(DX, at, b); \
	ROUNDSBOTH(at, a, b)

#define NEXTBOTH(at, a0, a1, a2, a3, b0, b1, b2, b3) \
	SCHEDULE(a0, a1, a2, a3, X7);  \
	SCHEDULE(b0, b1, b2, b3, X14); \
	ROUNDSBOTH(at, a0, b0)

#define SIXTEENBOTH(at) \
	NEXTBOTH(at, X3, X4, X5, X6, X10, X11, X12, X13);    \
	NEXTBOTH(at+16, X4, X5, X6, X3, X11, X12, X13, X10); \
	NEXTBOTH(at+32, X5, X6, X3, X4, X12, X13, X10, X11); \
	NEXTBOTH(at+48, X6, X3, X4, X5, X13, X10, X11, X12)

// The same of one message.
#define FIRST(at, m) \
	LOAD(SI, at, m); \
	ROUNDS(at, m, X1, X2)

#define NEXT(at, m0, m1, m2, m3) \
	SCHEDULE(m0, m1, m2, m3, X7); \
	ROUNDS(at, m0, X1, X2)

#define SIXTEEN(at) \
	NEXT(at, X3, X4, X5, X6);    \
	NEXT(at+16, X4, X5, X6, X3); \
	NEXT(at+32, X5, X6, X3, X4); \
	NEXT(at+48, X6, X3, X4, X5)

// The words of a state in the order in which the instructions take them, and back.
#define ARRANGE(lo, hi, spare) \
	PSHUFD  $0xb1, lo, lo;   \
	PSHUFD  $0x1b, hi, hi;   \
	MOVO    lo, spare;       \
	PALIGNR $8, hi, lo;      \
	PBLENDW $0xf0, spare, hi

#define RESTORE(abef, cdgh, spare) \
	PSHUFD  $0x1b, abef, abef;  \
	PSHUFD  $0xb1, cdgh, cdgh;  \
	MOVO    abef, spare;        \
	PBLENDW $0xf0, cdgh, abef;  \
	PALIGNR $8, spare, cdgh

// A state from memory, and back.
#define TAKE(from, abef, cdgh, spare) \
	MOVOU  (from), abef;   \
	PSHUFB X15, abef;      \
	MOVOU  16(from), cdgh; \
	PSHUFB X15, cdgh;      \
	ARRANGE(abef, cdgh, spare)

#define GIVE(abef, cdgh, spare, to) \
	RESTORE(abef, cdgh, spare); \
	PSHUFB X15, abef;           \
	MOVOU  abef, (to);          \
	PSHUFB X15, cdgh;           \
	MOVOU  cdgh, 16(to)

// func compressOne(from *midstate, text *byte, blocks int, to *midstate)
// Requires: SHA, SSE4.1, SSSE3
TEXT ·compressOne(SB), NOSPLIT, $0-32
	MOVQ  from+0(FP), DI
	MOVQ  text+8(FP), SI
	MOVQ  blocks+16(FP), CX
	LEAQ  ·roundConstants(SB), AX
	MOVOU ·highByteFirst(SB), X15
	TAKE(DI, X1, X2, X7)

block:
	MOVO X1, X8
	MOVO X2, X9
	FIRST(0, X3)
	FIRST(16, X4)
	FIRST(32, X5)
	FIRST(48, X6)
	SIXTEEN(64)
	SIXTEEN(128)
	SIXTEEN(192)
	PADDD X8, X1
	PADDD X9, X2
	ADDQ  $64, SI
	DECQ  CX
	JNZ   block

	MOVQ to+24(FP), DI
	GIVE(X1, X2, X7, DI)
	RET

// func compressBoth(from *midstate, a, b *byte, blocks int, toA, toB *midstate)
// Requires: SHA, SSE4.1, SSSE3
TEXT ·compressBoth(SB), NOSPLIT, $64-48
	MOVQ  from+0(FP), DI
	MOVQ  a+8(FP), SI
	MOVQ  b+16(FP), DX
	MOVQ  blocks+24(FP), CX
	LEAQ  ·roundConstants(SB), AX
	MOVOU ·highByteFirst(SB), X15
	TAKE(DI, X1, X2, X7)
	MOVO  X1, X8
	MOVO  X2, X9

block:
	MOVOU X1, a1-64(SP)
	MOVOU X2, a2-48(SP)
	MOVOU X8, b1-32(SP)
	MOVOU X9, b2-16(SP)
	FIRSTBOTH(0, X3, X10)
	FIRSTBOTH(16, X4, X11)
	FIRSTBOTH(32, X5, X12)
	FIRSTBOTH(48, X6, X13)
	SIXTEENBOTH(64)
	SIXTEENBOTH(128)
	SIXTEENBOTH(192)
	MOVOU a1-64(SP), X0
	PADDD X0, X1
	MOVOU a2-48(SP), X0
	PADDD X0, X2
	MOVOU b1-32(SP), X0
	PADDD X0, X8
	MOVOU b2-16(SP), X0
	PADDD X0, X9
	ADDQ  $64, SI
	ADDQ  $64, DX
	DECQ  CX
	JNZ   block

	MOVQ toA+32(FP), DI
	GIVE(X1, X2, X7, DI)
	MOVQ toB+40(FP), DI
	GIVE(X8, X9, X14, DI)
	RET
