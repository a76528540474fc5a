package ui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Run shows the screen until the user leaves it or the context ends. What the
// user chose to print on leaving goes to standard output.
func Run(ctx context.Context, opt Options) error {
	m := New(ctx, opt)
	options := []tea.ProgramOption{tea.WithContext(ctx)}
	if opt.Input != nil {
		options = append(options, tea.WithInput(opt.Input))
	}
	if opt.Output != nil {
		options = append(options, tea.WithOutput(opt.Output))
	}
	if opt.NoColor {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	_, err := tea.NewProgram(m, options...).Run()
	m.run.stop()
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("failed to show the screen: %w", err)
	}
	if m.print != "" {
		if _, err := fmt.Fprintln(m.opt.Stdout, m.print); err != nil {
			return fmt.Errorf("failed to print: %w", err)
		}
	}
	return nil
}
