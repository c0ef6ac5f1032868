// Photos and recordings that are there already: chosen, photographed with a phone, or dropped anywhere on the page.
import { useEffect, useRef, useState } from 'react';
import { Icon } from './Icon';

const TAKEN = 'image/*,.heic,audio/*';

export function Attach({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
    const chooser = useRef<HTMLInputElement>(null);
    const isOver = useDropped(onFiles);
    return (
        <>
            <button
                type="button"
                className="icon tool"
                aria-label="Add photos or recordings"
                onClick={() => chooser.current?.click()}
            >
                <Icon name="photo" />
            </button>
            <input
                ref={chooser}
                type="file"
                hidden
                multiple
                accept={TAKEN}
                onChange={({ target }) => {
                    onFiles([...(target.files ?? [])]);
                    target.value = ''; // the same file may be chosen again
                }}
            />
            {isOver && <div className="drop-here">Drop photos or recordings here</div>}
        </>
    );
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Whether something is being dragged over the page. */
function useDropped(onFiles: (files: Iterable<File>) => void): boolean {
    const [isOver, setOver] = useState(false);
    const dropped = useRef(onFiles);
    dropped.current = onFiles;
    useEffect(() => {
        const given = new AbortController();
        const on = (type: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
            addEventListener(
                type,
                (event) => {
                    if (!hasFiles(event)) return;
                    event.preventDefault(); // else the browser leaves for the file
                    act(event);
                },
                { signal: given.signal },
            );
        on('dragover', () => setOver(true));
        on('dragleave', ({ relatedTarget }) => relatedTarget || setOver(false));
        on('drop', ({ dataTransfer }) => {
            setOver(false);
            dropped.current([...(dataTransfer?.files ?? [])]);
        });
        return () => given.abort();
    }, []);
    return isOver;
}
