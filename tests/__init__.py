"""Tests of netweight; the folders mirror generator/."""
