"""Tests of proof and of reading finished reports."""
