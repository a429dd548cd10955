// Text in the search box that is not in the URL yet; null when both agree.
import { createStore } from '@tanstack/react-store';
import { createRef } from 'react';

export const searchText = createStore<{ text: string } | null>(null);
export const searchBox = createRef<HTMLInputElement>();

export function typeSearch(text: string | null): void {
  searchText.setState(() => (text === null ? null : { text }));
}

export function focusSearch(): void {
  searchBox.current?.focus();
  searchBox.current?.select();
}
