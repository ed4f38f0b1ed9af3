import { createSignal } from 'solid-js';

export type Theme = 'system' | 'light' | 'dark';

function remembered(): Theme {
  const chosen = localStorage.getItem('theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

const [theme, setTheme] = createSignal<Theme>(remembered());

export { theme };

export function chooseTheme(next: Theme): void {
  setTheme(next);
  if (next === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset['theme'];
    return;
  }
  localStorage.setItem('theme', next);
  document.documentElement.dataset['theme'] = next;
}
