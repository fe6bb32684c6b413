"""Everything that can be set, with its unit, its default and what is refused.

From the environment (`ALLOCATOR_PORT=8000`) or a file of such lines; options of a command win.
"""

from __future__ import annotations

import os
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "ALLOCATOR_"
DAY = 86_400.0
Positive = Annotated[float, Field(gt=0, le=DAY, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
Names = Annotated[tuple[str, ...], NoDecode]
"""Several names in one text, with commas or spaces between them."""


class Settings(BaseSettings):
    """The settings of API and workers. Raises pydantic's ValidationError for nonsense."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    data: Path = Field(Path("allocator-data"), description="folder of the SQLite file and of locks")
    database_url: str = Field(
        "", description="empty: SQLite in `data`; else postgresql+psycopg://…", repr=False
    )

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="0: a free one")
    authentication: Literal["none", "tokens"] = Field(
        "none", description="`none` only on loopback: one user without log-in"
    )
    root_path: str = Field("", description="prefix under which a proxy shows the service")
    trusted_proxy: str = Field("", description="address of the proxy whose X-Forwarded-* count")
    allowed_hosts: Names = Field((), description="names of the service beside loopback")
    cors_origins: Names = Field((), description="origins of pages that may call; none")
    openid_issuer: str = Field("", description="issuer of bearer tokens; empty: none")
    openid_audience: str = Field("", description="audience that bearer tokens must name")

    slots: Count = Field(
        default_factory=lambda: os.cpu_count() or 1, description="jobs at once for each worker"
    )
    threads_per_solve: Count = Field(
        default_factory=lambda: min(2, os.cpu_count() or 1),
        description="threads of a solve that asks for none; runs of a sweep have one",
    )
    nice: int = Field(10, ge=0, le=19, description="how much lower the priority of solving is")
    poll_seconds: Positive = Field(0.05, description="how often a worker looks for jobs")
    slow_poll_seconds: Positive = Field(0.5, description="the same after a minute without work")
    lease_seconds: Positive = Field(10.0, description="a worker silent for so long counts as dead")
    shutdown_seconds: Positive = Field(10.0, description="jobs may finish so long at a shutdown")
    tries: Count = Field(3, description="failed attempts after which a job is set aside")

    jobs_at_once: Count = Field(4, description="jobs of one consortium at once, on all workers")
    queued_jobs: Count = Field(2000, description="jobs of one consortium that may wait")
    sweep_runs: Count = Field(500, description="runs of one sweep")
    solve_seconds: Positive = Field(3600.0, description="longest time of one job")
    memory_megabytes: Count = Field(4096, description="resident memory of one job")
    storage_megabytes: Count = Field(2048, description="problems and results of one consortium")
    upload_megabytes: Count = Field(20, description="largest body of a request")
    requests_per_minute: Count = Field(3000, description="for each token")
    streams: Count = Field(50, description="event streams at once for each token")
    events_hours: Positive = Field(24.0, description="how long events are kept")
    retention_days: int = Field(0, ge=0, description="results older than this go; 0: they stay")

    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="form of log lines; auto: text on a terminal, JSON elsewhere"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least that is told"
    )

    @property
    def address(self) -> str:
        """Where the database is."""
        return self.database_url or f"sqlite:///{self.data / 'allocator.sqlite'}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return is_loopback(self.host)

    @field_validator("allowed_hosts", "cors_origins", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        # A list as JSON writes it is taken too: programs that start a service write it so.
        return tuple(re.split(r'[\s,"\[\]]+', value.strip('[]", \n'))) if value.strip("[] ") else ()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise PydanticCustomError("setting_database", "sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("trusted_proxy")
    @classmethod
    def _network(cls, value: str) -> str:
        try:
            return value and str(ip_network(value)).removesuffix("/32").removesuffix("/128")
        except ValueError:
            raise PydanticCustomError("setting_network", "an address or network") from None

    @field_validator("root_path")
    @classmethod
    def _rooted(cls, value: str) -> str:
        if value and (not value.startswith("/") or value.endswith("/")):
            raise PydanticCustomError("setting_root_path", "/prefix, without / at its end")
        return value

    @model_validator(mode="after")
    def _safe(self) -> Settings:
        wrong = {
            "setting_open_without_log_in": self.authentication == "none" and not self.is_loopback,
            "setting_openid_half": bool(self.openid_issuer) != bool(self.openid_audience),
            "setting_poll_order": self.poll_seconds > self.slow_poll_seconds,
        }
        codes = tuple(code for code, is_wrong in wrong.items() if is_wrong)
        if codes:
            raise PydanticCustomError("settings_clash", "{codes}", {"codes": ", ".join(codes)})
        return self


def is_loopback(host: str) -> bool:
    """Whether an address or name is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
