// What was said, and what came of it.
import { memo } from 'react';
import type { Clarification } from '../api/types';
import { type Conversation, isPending, type Turn } from '../state/conversation';
import { Answer } from './Answer';
import { Sent } from './Attached';
import { Clipped } from './Clipped';
import { ProblemNote } from './ProblemNote';
import { Progress } from './Progress';
import { Products } from './Products';

interface TurnProps {
    turn: Turn;
    state: Conversation;
    isLast: boolean;
    isShown: boolean;
    question: Clarification | undefined;
    hasFacets: boolean;
    onAgain: () => void;
    onRead: () => void;
}

export const TurnView = memo(function TurnView(props: TurnProps) {
    const { turn, state } = props;
    return (
        <li className={`turn ${props.isLast ? 'is-last' : ''}`}>
            <h2 className="said" tabIndex={-1}>
                <span className="unseen">You said: </span>
                <Sent media={turn.media} />
                <Clipped text={turn.said ?? '…'} />
            </h2>
            {isPending(turn) && (
                <Progress
                    state={turn.state}
                    isWaiting={state.connection === 'reconnecting' || state.connection === 'offline'}
                    hasPartial={turn.partial !== undefined}
                />
            )}
            {isPending(turn) && turn.partial?.products && (
                <>
                    <p className="hint">Found so far, not in order yet:</p>
                    <Products products={turn.partial.products} saved={state.saved} isActive={false} />
                </>
            )}
            {turn.problem && (
                <ProblemNote problem={turn.problem} onAgain={props.isLast ? props.onAgain : undefined} />
            )}
            {turn.response && !turn.response.problem && (
                <Answer
                    response={turn.response}
                    state={state}
                    isLast={props.isLast}
                    isShown={props.isShown}
                    question={props.question}
                    hasFacets={props.hasFacets}
                />
            )}
            {!turn.response && turn.summary !== undefined && (
                <div className="answer">
                    <p className="message">{turn.summary}</p>
                    <button type="button" className="quiet" onClick={props.onRead}>
                        Show what was found
                    </button>
                </div>
            )}
        </li>
    );
});
