// How the page is connected, when it is worth knowing.
import type { Connection } from '../state/conversation';
import { useLasting } from './use';

export function Banner({ connection, onRetry }: { connection: Connection; onRetry: () => void }) {
    const isLost = connection === 'reconnecting' || connection === 'offline';
    const isShown = useLasting(isLost, 300) || connection === 'http';
    return (
        <div role="status" className="banner-place">
            {isShown && (
                <div className={`banner ${isLost ? 'is-lost' : ''}`}>
                    <p>{isLost ? lost : overHttp}</p>
                    <button type="button" className="quiet" onClick={onRetry}>
                        Try now
                    </button>
                </div>
            )}
        </div>
    );
}

const lost = 'The connection is away. Trying again by itself; what you say now is sent when it is back.';
const overHttp = 'No live connection: answers still come, but without their progress.';
