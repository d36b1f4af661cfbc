# The only commands anyone must know. A bare Debian 12 with git, python3 and make is enough.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs lock packs-lock

BIN := .venv/bin
# Stamps: an environment is filled again when its lock, or what the project declares, has changed.
RUN := .venv/.stamp-run
DEV := .venv/.stamp-dev

help:  ## 列出命令 · list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(RUN): requirements.lock pyproject.toml scripts/bootstrap.sh
	@scripts/bootstrap.sh requirements.lock
	@touch $@

# The dev lock contains the runtime lock, so it makes both stamps.
$(DEV): requirements-dev.lock requirements.lock pyproject.toml scripts/bootstrap.sh
	@scripts/bootstrap.sh requirements-dev.lock
	@touch $(RUN) $@

demo: $(RUN)  ## 演示：从台账到可验证的报告 · from ledgers to a report that proves itself
	@$(BIN)/zeren demo

test: $(DEV)  ## 全部测试 · all tests
	@$(BIN)/python -m pytest --numprocesses auto

check: $(DEV)  ## 格式、类型、依赖方向、内容包、生成的参考文档 · format, types, arrows, packs, generated reference
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zeren validate packs/*
	$(BIN)/zeren docs --check
	$(BIN)/python -m tests.repo.pack_versions check

bench: $(DEV)  ## 性能对比，每项都与同类工具同场测量 · measured claims, each against a peer in the same run
	@$(BIN)/python -m bench

docs: $(DEV)  ## 重新生成 docs/reference · write the generated reference again
	@$(BIN)/zeren docs

packs-lock: $(DEV)  ## 内容包改动并升版之后：更新 pack.lock · after a pack was changed and its version raised
	@$(BIN)/python -m tests.repo.pack_versions write

lock:  ## 重新生成依赖锁文件（需要 uv） · write the lock files again (needs uv)
	@scripts/lock.sh $(LOCK_ARGS)
