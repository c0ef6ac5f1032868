// What went wrong, as an RFC 9457 problem, whoever tells it: the server, the network or a proxy in between.
import type { Problem } from './types';

export class Failure extends Error {
    readonly problem: Problem;

    constructor(problem: Problem) {
        super(problem.detail ?? problem.title ?? 'It did not work.');
        this.problem = problem;
    }
}

export const unreachable: Problem = {
    type: 'unreachable',
    title: 'The shop cannot be reached',
    detail: 'The connection to the shop is away. What you have said is kept, and can be sent again.',
    retryable: true,
};

/** It has just started, or a part is away: worth another try before anybody is told. */
export function isPassing(problem: Problem): boolean {
    return /(^|\/)(starting|unavailable)$/.test(problem.type ?? '');
}

export async function problemOf(answer: globalThis.Response): Promise<Problem> {
    if ((answer.headers.get('content-type') ?? '').includes('json')) {
        try {
            const body = (await answer.json()) as Problem;
            if (typeof body.title === 'string' || typeof body.detail === 'string')
                return { ...body, ...retryAfter(answer) };
        } catch {
            // Not what it says it is: told by its status below.
        }
    }
    if (answer.status >= 502 && answer.status <= 504) return unreachable; // somebody in between says so
    return {
        title: `The shop answered with ${answer.status}`,
        status: answer.status,
        retryable: answer.status === 429 || answer.status >= 500,
        ...retryAfter(answer),
    };
}

/** In seconds; a date, which HTTP allows as well, is not what the shop sends. */
function retryAfter(answer: globalThis.Response) {
    const said = answer.headers.get('retry-after') ?? '';
    return /^\d{1,6}$/.test(said) ? { retry_after_seconds: Number(said) } : {};
}

export function asProblem(thrown: unknown): Problem {
    return thrown instanceof Failure ? thrown.problem : unreachable;
}
