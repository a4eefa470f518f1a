"""Tests of Digestif: unit, properties, integration, browser."""
