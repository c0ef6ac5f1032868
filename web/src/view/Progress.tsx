import type { WorkflowState } from '../api/types';
import { stageOf, stages } from '../words/progress';
import { useLasting } from './use';

const bones = Array.from({ length: 8 }, (_, place) => place); // two rows of them are seen, however wide

/** Where the request is; the Announcer says it in words. */
interface ProgressProps {
    state: WorkflowState;
    /** for the connection */
    isWaiting: boolean;
    /** something is shown below already */
    hasPartial: boolean;
}

export function Progress({ state, isWaiting, hasPartial }: ProgressProps) {
    const now = stageOf(state);
    const isLong = useLasting(true, 6000);
    return (
        <div className="progress">
            <ol>
                {stages.map(({ label }, stage) => (
                    <li key={label} className={stage < now ? 'is-done' : stage === now ? 'is-now' : ''}>
                        {label}
                    </li>
                ))}
            </ol>
            {(isWaiting || isLong) && (
                <p className="hint">
                    {isWaiting
                        ? 'Kept here, and sent as soon as the connection is back.'
                        : 'This takes longer than usual. The answer will still come.'}
                </p>
            )}
            {!hasPartial && (
                <div className="grid bones" aria-hidden="true">
                    {bones.map((bone) => (
                        <div key={bone} className="bone card" />
                    ))}
                </div>
            )}
        </div>
    );
}
