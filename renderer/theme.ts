import { createTheme } from '@mui/material/styles';
import type {} from '@mui/material/themeCssVarsAugmentation';
import type { ShownProfile } from '../preload/contract/bridge.ts';

/** What the colours of profiles look like; at least 3 to 1 on every ground of the window. */
type ProfileColours = { readonly [colour in ShownProfile['colour']]: string };

declare module '@mui/material/styles' {
  interface Palette {
    /** What will change: the only colour of the plan that is not a verdict. */
    change: Palette['primary'];
    neutral: Palette['primary'];
    profile: ProfileColours;
  }
  interface PaletteOptions {
    change: PaletteOptions['primary'];
    neutral: PaletteOptions['primary'];
    profile: ProfileColours;
  }
}

const SYSTEM_FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif';
export const MONO_FONT =
  'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace';

/**
 * Quiet greys and one accent. Colour carries meaning only: green verified, amber needs a look, red stops,
 * violet will change; an icon and a word always go with it. Text has a contrast of at least 4.5 to 1.
 */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'media', cssVarPrefix: 'edms' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#1f5fae', dark: '#174a8a', light: '#e7eff9', contrastText: '#ffffff' },
        success: { main: '#1d7a46', dark: '#155c35', light: '#e4f4ea', contrastText: '#ffffff' },
        warning: { main: '#8f5700', dark: '#6e4300', light: '#fdf1dc', contrastText: '#ffffff' },
        error: { main: '#b3261e', dark: '#8c1d18', light: '#fceae8', contrastText: '#ffffff' },
        change: { main: '#6a3fb5', dark: '#522f8f', light: '#f0eafa', contrastText: '#ffffff' },
        neutral: { main: '#5b6472', dark: '#aab3bf', light: '#eceef2', contrastText: '#ffffff' },
        background: { default: '#f6f7f9', paper: '#ffffff' },
        text: { primary: '#1b1f26', secondary: '#525b69', disabled: '#6d7581' },
        divider: '#dfe3e9',
        profile: {
          red: '#b3261e',
          amber: '#a86500',
          green: '#1d7a46',
          teal: '#0b7379',
          blue: '#1f5fae',
          violet: '#6a3fb5',
          pink: '#b0297a',
          grey: '#5b6472',
        },
      },
    },
    dark: {
      palette: {
        primary: { main: '#8db8f2', dark: '#b3d0f7', light: '#1c2a3d', contrastText: '#0d1b2e' },
        success: { main: '#74cf98', dark: '#9bdfb6', light: '#16291e', contrastText: '#06210f' },
        warning: { main: '#eab566', dark: '#f2cd95', light: '#2e2413', contrastText: '#2a1a00' },
        error: { main: '#f29088', dark: '#f6b3ad', light: '#331b1a', contrastText: '#3a0907' },
        change: { main: '#bfa3f2', dark: '#d4c1f7', light: '#261f38', contrastText: '#1d0d3a' },
        neutral: { main: '#a3acba', dark: '#4d5561', light: '#272b33', contrastText: '#15171c' },
        background: { default: '#15171c', paper: '#1c1f26' },
        text: { primary: '#e8ebf0', secondary: '#aab2bf', disabled: '#8c95a3' },
        divider: '#2f343d',
        profile: {
          red: '#f29088',
          amber: '#eab566',
          green: '#74cf98',
          teal: '#6bcdd3',
          blue: '#8db8f2',
          violet: '#bfa3f2',
          pink: '#f094c8',
          grey: '#a3acba',
        },
      },
    },
  },
  shape: { borderRadius: 6 },
  spacing: 8,
  typography: {
    fontFamily: SYSTEM_FONT,
    fontSize: 13,
    htmlFontSize: 16,
    h1: { fontSize: '1.375rem', fontWeight: 600, letterSpacing: '-0.01em', lineHeight: 1.3 },
    h2: { fontSize: '0.9375rem', fontWeight: 600, lineHeight: 1.4 },
    h3: { fontSize: '0.8125rem', fontWeight: 600, lineHeight: 1.4 },
    body1: { fontSize: '0.875rem', lineHeight: 1.5 },
    body2: { fontSize: '0.8125rem', lineHeight: 1.5 },
    caption: { fontSize: '0.75rem', lineHeight: 1.45 },
    button: { textTransform: 'none', fontWeight: 600, fontSize: '0.8125rem' },
  },
  components: {
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: ({ theme: t, ownerState }) => ({
          minHeight: ownerState.size === 'small' ? 28 : 34,
          ...(ownerState.color === 'inherit' && ownerState.variant === 'outlined'
            ? { borderColor: t.vars.palette.text.disabled }
            : {}),
          '&.Mui-focusVisible': { outline: `2px solid ${t.vars.palette.primary.main}`, outlineOffset: 2 },
        }),
      },
    },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiTextField: { defaultProps: { size: 'small' } },
    // A long name or address is shown to its end.
    MuiSelect: {
      defaultProps: { size: 'small' },
      styleOverrides: { select: { whiteSpace: 'normal', overflowWrap: 'anywhere' } },
    },
    MuiMenuItem: { styleOverrides: { root: { whiteSpace: 'normal', overflowWrap: 'anywhere' } } },
    MuiTooltip: { defaultProps: { enterDelay: 500, arrow: true } },
    MuiTableCell: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          padding: '5px 12px',
          fontSize: '0.8125rem',
          borderColor: t.vars.palette.divider,
          fontVariantNumeric: 'tabular-nums',
        }),
        head: ({ theme: t }) => ({
          fontWeight: 600,
          color: t.vars.palette.text.secondary,
          whiteSpace: 'nowrap',
        }),
      },
    },
    MuiCssBaseline: {
      styleOverrides: (t) => ({
        body: { fontVariantNumeric: 'tabular-nums' },
        ':focus-visible': { outline: `2px solid ${t.vars.palette.primary.main}`, outlineOffset: '1px' },
        // It has the focus to be read out, and there is nothing to be done with it.
        'h1:focus-visible': { outline: 'none' },
        '::selection': { background: t.vars.palette.primary.light },
      }),
    },
  },
});
