// A side panel: a column where there is room, else a dialog over the page, which keeps the focus by itself.
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Icon } from './Icon';

interface DrawerProps {
    title: string;
    side: 'left' | 'right';
    isColumn: boolean;
    isOpen: boolean;
    onClose: () => void;
    children: ReactNode;
}

export function Drawer({ title, side, isColumn, isOpen, onClose, children }: DrawerProps) {
    const dialog = useRef<HTMLDialogElement>(null);
    const id = useId();

    useEffect(() => {
        if (isOpen && !isColumn) dialog.current?.showModal();
        else dialog.current?.close();
    }, [isOpen, isColumn]);

    if (isColumn)
        return (
            <aside className={`column ${side}`} aria-label={title}>
                {children}
            </aside>
        );
    return (
        <dialog
            ref={dialog}
            className={`drawer ${side}`}
            aria-labelledby={id}
            onClose={onClose}
            onClick={(event) => event.target === dialog.current && onClose()}
        >
            <div className="drawer-inside">
                <div className="drawer-head">
                    <h2 id={id}>{title}</h2>
                    <button type="button" className="icon" aria-label="Close" onClick={onClose}>
                        <Icon name="close" />
                    </button>
                </div>
                {isOpen && children}
            </div>
        </dialog>
    );
}
